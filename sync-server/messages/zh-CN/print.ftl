# Words of printed pages.
print-number = 编号
print-status = 状态
print-priority = 优先级
print-type = 类型
print-company = 客户
print-contact = 联系人
print-phone = 电话
print-address = 地址
print-asset = 设备
print-assignee = 负责人
print-group = 客服组
print-created-at = 创建时间
print-photos = 照片和文件
print-replies = 沟通记录
print-customer = 客户
print-sum = 合计
